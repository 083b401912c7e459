"""How Reverie's models are trained: networks, data, prompts, training, export and judging."""
