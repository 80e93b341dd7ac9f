"""What a change of the organisation does to work that is under way: closing units and posts, and what must be settled first. It stands
above the plan and the cases, so that it can ask them; the organisation itself knows neither."""
