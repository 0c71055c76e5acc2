"""The dataset: its description, dumps and sitemap."""
