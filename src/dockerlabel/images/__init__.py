"""Built images: what they carry, read from archives, layouts, descriptions, engines, registries."""
