a b c
