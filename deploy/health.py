"""Container health check of the web service: does the process answer, asked as the proxy asks?"""

import http.client
import os
import sys
from http import HTTPStatus

host = os.environ["ALLOWED_HOSTS"].split(",")[0]
connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
connection.request("GET", "/health/live", headers={"Host": host, "X-Forwarded-Proto": "https"})
sys.exit(connection.getresponse().status != HTTPStatus.OK)
