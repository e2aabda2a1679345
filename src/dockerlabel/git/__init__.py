"""Git as far as dockerlabel needs it: repositories, their remotes, and the URLs of those."""
