"""The rules, one file each; `dockerlabel.registry` lists them."""
