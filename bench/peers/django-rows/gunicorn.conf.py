# SPDX-License-Identifier: Apache-2.0
import multiprocessing
import os

bind = "127.0.0.1:" + os.environ["PORT"]
# gunicorn's own advice; threads because its plain workers close every connection behind an answer.
workers = 2 * multiprocessing.cpu_count() + 1
worker_class = "gthread"
threads = 8
keepalive = 300
worker_connections = 2000
loglevel = "warning"


def when_ready(server):
    print("READY", flush=True)
