"""The pages, one file a family; they ask learning and answer with templates."""
