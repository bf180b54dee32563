"""Everything that reads what is published. Each says how many queries it makes."""
