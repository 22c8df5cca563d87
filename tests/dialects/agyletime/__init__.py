"""What only the dialect of Agyle Time promises."""
