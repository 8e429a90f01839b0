# Asks a served sandbox through boto3 what its accounts cost, page by page, and prints one JSON object: the sum of all
# amounts, how many groups and pages there were, and the error of a question that is wrong. The words of the command
# line are first and last day of the question.
import json
import sys
from decimal import Decimal

import boto3
from botocore.exceptions import ClientError

start, end = sys.argv[1:]
costs = boto3.client("ce")
question = {
    "TimePeriod": {"Start": start, "End": end},
    "Granularity": "DAILY",
    "Metrics": ["UnblendedCost"],
    "GroupBy": [{"Type": "DIMENSION", "Key": key} for key in ("LINKED_ACCOUNT", "RECORD_TYPE")],
}

total = Decimal(0)
groups = pages = 0
token = {}
while True:
    page = costs.get_cost_and_usage(**question, **token)
    pages += 1
    for result in page["ResultsByTime"]:
        for group in result["Groups"]:
            groups += 1
            total += Decimal(group["Metrics"]["UnblendedCost"]["Amount"])
    if "NextPageToken" not in page:
        break
    token = {"NextPageToken": page["NextPageToken"]}

try:
    costs.get_cost_and_usage(**{**question, "Metrics": []})
    error = None
except ClientError as refused:
    error = refused.response["Error"]["Code"]

print(json.dumps({"total": str(total), "groups": groups, "pages": pages, "error": error}))
