"""SQLite's FTS5 on the corpus that search.ts wrote: one line of JSON with its figures. Times as in search.ts."""

import json
import os
import resource
import sqlite3
import sys
import time

folder, limit = sys.argv[1], int(sys.argv[2])
file = os.path.join(folder, "fts5.db")
db = sqlite3.connect(file)
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA synchronous = OFF")
db.execute("CREATE VIRTUAL TABLE t USING fts5(title, text, prefix='1 2 3')")
db.execute("INSERT INTO t(t, rank) VALUES ('rank', 'bm25(3.0, 1.0)')")

build = 0.0
batch = []


def flush():
    global build, batch
    start = time.process_time()
    with db:
        db.executemany("INSERT INTO t(rowid, title, text) VALUES (?, ?, ?)", batch)
    build += time.process_time() - start
    batch = []


with open(os.path.join(folder, "corpus.jsonl"), encoding="utf8") as corpus:
    for number, line in enumerate(corpus):
        document = json.loads(line)
        batch.append((number, document["title"], document["text"]))
        if len(batch) == 500:
            flush()
flush()
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000

SQL = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?"


def ask(query):
    return db.execute(SQL, (query, limit)).fetchall()


def words(query):
    return " ".join('"%s"' % word for word in query.split())


def prefix(query):
    return words(query) + ("" if query.endswith(" ") else "*")


def percentiles(queries):
    for query in queries[:20]:
        ask(query)
    times = []
    for query in queries:
        least = float("inf")
        for _ in range(3):
            start = time.process_time()
            ask(query)
            least = min(least, time.process_time() - start)
        times.append(least * 1000)
    times.sort()
    return [times[min(len(times) - 1, int(len(times) * part))] for part in (0.5, 0.95)]


with open(os.path.join(folder, "queries.json"), encoding="utf8") as given:
    queries = json.load(given)
times = {
    "one word": percentiles([words(query) for query in queries["one"]]),
    "three words": percentiles([words(query) for query in queries["three"]]),
    "keystroke": percentiles([prefix(query) for query in queries["keystrokes"]]),
    "first letter": percentiles([prefix(query) for query in queries["letters"]]),
    "typo": None,
    "phrase": percentiles(['"%s"' % query for query in queries["phrase"]]),
}
first = [ask(words(each["query"])) for each in queries["known"]]
known = sum(1 for each, rows in zip(queries["known"], first) if rows and rows[0][0] == each["id"]) / len(first)

db.close()
start = time.process_time()
db = sqlite3.connect(file)
ask(words(queries["three"][0]))
load = (time.process_time() - start) * 1000
print(
    json.dumps(
        {
            "build": build,
            "memory": memory,
            "resident": memory,
            "disk": os.path.getsize(file) / 1e6,
            "load": load,
            "read": None,
            "times": times,
            "known": known,
        }
    )
)
