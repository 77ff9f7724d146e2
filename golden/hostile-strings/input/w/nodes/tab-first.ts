	indented
