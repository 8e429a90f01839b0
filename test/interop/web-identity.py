# Works as a CI role through boto3, by the token file and the role that the environment names, and prints who it is.
import json

import boto3

session = boto3.Session()
print(
    json.dumps(
        {
            "method": session.get_credentials().method,
            "arn": session.client("sts").get_caller_identity()["Arn"],
            "roles": [role["RoleName"] for role in session.client("iam").list_roles()["Roles"]],
        }
    )
)
