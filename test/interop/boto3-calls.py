# Asks a served sandbox through boto3 and prints one JSON object. Who calls and where comes from the environment;
# the words of the command line are the client's role and the ops user's two keys.
import json
import sys

import boto3
from botocore.exceptions import ClientError

role_arn, ops_key, ops_secret = sys.argv[1:]
client_id = role_arn.split(":")[4]


def session_of(sts, arn):
    found = sts.assume_role(RoleArn=arn, RoleSessionName="boto3")["Credentials"]
    return boto3.Session(
        aws_access_key_id=found["AccessKeyId"],
        aws_secret_access_key=found["SecretAccessKey"],
        aws_session_token=found["SessionToken"],
    )


def code_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


organizations = boto3.client("organizations")
pages = list(organizations.get_paginator("list_accounts").paginate())
root_id = organizations.list_roots()["Roots"][0]["Id"]
creations = organizations.get_paginator("list_create_account_status").paginate(States=["SUCCEEDED"])

inside = session_of(boto3.client("sts"), f"arn:aws:iam::{client_id}:role/OrganizationAccountAccessRole")
iam = inside.client("iam")
details = iam.get_paginator("get_account_authorization_details")
whole = details.paginate(Filter=["Role"], PaginationConfig={"PageSize": 1}).build_full_result()
role = next(one for one in whole["RoleDetailList"] if one["Arn"] == role_arn)

ops = boto3.Session(aws_access_key_id=ops_key, aws_secret_access_key=ops_secret)
daily = session_of(ops.client("sts"), role_arn).client("sts").get_caller_identity()

print(
    json.dumps(
        {
            "sizes": [len(page["Accounts"]) for page in pages],
            "names": [account["Name"] for page in pages for account in page["Accounts"]],
            "joined": type(pages[0]["Accounts"][0]["JoinedTimestamp"]).__name__,
            "top": [
                unit["Name"]
                for page in organizations.get_paginator("list_organizational_units_for_parent").paginate(
                    ParentId=root_id
                )
                for unit in page["OrganizationalUnits"]
            ],
            "created": sum(len(page["CreateAccountStatuses"]) for page in creations),
            "roles": [one["RoleName"] for one in whole["RoleDetailList"]],
            "trust": role["AssumeRolePolicyDocument"],
            "attached": role["AttachedManagedPolicies"],
            "tags": role["Tags"],
            "daily": daily["Arn"],
            "denied": code_of(ops.client("organizations").list_accounts),
            "missing": code_of(iam.get_role, RoleName="nobody"),
            "invalid": code_of(organizations.list_parents, ChildId="999999999999"),
        }
    )
)
