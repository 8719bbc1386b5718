"""What is known of the reports and what was decided: forms, values, rules, the workspace."""
