"""The rules, one file each; `dockerlabel.rules.registry` lists them."""
