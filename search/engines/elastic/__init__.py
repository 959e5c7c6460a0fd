"""The engine on an Elasticsearch cluster, for sites of several machines. See ``docs/search.md``, "Elasticsearch"."""
