"""What departments are asked, as values: one file a department, `registry` names them all."""
