"""What the tests share: databases, a browser, named moments, and the guards over the whole run. No test lives here."""
