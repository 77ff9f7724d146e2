  indented
