"""Pages of those who administer units: what the own subtree consists of, and each change of it as one form that says what will
happen. Every act goes through the commands of the domain; these pages decide nothing."""
