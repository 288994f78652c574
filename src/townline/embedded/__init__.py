"""A real PostgreSQL in a folder, for a town that has no database server of its own.

`Cluster.open(folder)` starts it and owns it; `Cluster.join_or_start(folder)` shares one that runs already.
`transfer` backs up, restores and moves a database. Nothing here knows Django or any other part of Townline.
"""

from townline.embedded.cluster import Cluster
from townline.embedded.errors import ClusterError
from townline.embedded.folders import data_folder

__all__ = ["Cluster", "ClusterError", "data_folder"]
