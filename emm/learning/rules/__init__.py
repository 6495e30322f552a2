"""Pure decisions: values in, values out, nothing fetched."""
