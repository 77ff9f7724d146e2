---
a: b
...
# c
%YAML 1.2
