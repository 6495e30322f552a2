"""`make simulate`: what the review is worth to learners whose memories follow three models of forgetting."""
