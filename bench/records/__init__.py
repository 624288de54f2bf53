"""How fast the faces of records answer, and how loud they are: figures over synthetic patients."""
