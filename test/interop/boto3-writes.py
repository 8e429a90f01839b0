# Writes to a served sandbox through boto3 and prints what it reads back as one JSON object: lists, numbers, booleans,
# and text that has to be escaped, in botocore's own serialisation of both protocols.
import json

import boto3
from botocore.exceptions import ClientError

iam = boto3.client("iam")
organizations = boto3.client("organizations")
odd = "Täst & <x> \"q\" 'r' +%20~*;="


def document(action):
    statement = {"Sid": "A1", "Effect": "Allow", "Action": [action, "s3:*"], "Resource": "arn:aws:s3:::ü/*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2, ensure_ascii=False)


def error_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return {"code": error.response["Error"]["Code"], "class": type(error).__name__, "reason": error.response.get("Reason")}
    return None


tags = [{"Key": f"key-{number}", "Value": f"Wert ü {number}"} for number in range(12)]
iam.create_user(UserName="ana+x@y.z", Path="/people/", Tags=tags)
iam.untag_user(UserName="ana+x@y.z", TagKeys=["key-3", "key-10"])
iam.create_group(GroupName="readers")
iam.add_user_to_group(GroupName="readers", UserName="ana+x@y.z")
iam.put_group_policy(GroupName="readers", PolicyName="in-line", PolicyDocument=document("ec2:*"))
policy = iam.create_policy(PolicyName="packed", PolicyDocument=document("iam:Get*"), Description="ü & <b>")["Policy"]
iam.create_policy_version(PolicyArn=policy["Arn"], PolicyDocument=document("iam:List*"), SetAsDefault=False)
iam.create_policy_version(PolicyArn=policy["Arn"], PolicyDocument=document("iam:*"), SetAsDefault=True)
iam.attach_group_policy(GroupName="readers", PolicyArn=policy["Arn"])
root_id = organizations.list_roots()["Roots"][0]["Id"]
unit = organizations.create_organizational_unit(ParentId=root_id, Name=odd, Tags=[{"Key": "ü", "Value": "a b"}])
unit_id = unit["OrganizationalUnit"]["Id"]

print(
    json.dumps(
        {
            "odd": odd,
            "user": iam.get_user(UserName="ana+x@y.z")["User"]["Arn"].split(":", 5)[5],
            "tags": {tag["Key"]: tag["Value"] for tag in iam.list_user_tags(UserName="ana+x@y.z")["Tags"]},
            "members": [user["UserName"] for user in iam.get_group(GroupName="readers")["Users"]],
            "inline": iam.get_group_policy(GroupName="readers", PolicyName="in-line")["PolicyDocument"],
            "description": iam.get_policy(PolicyArn=policy["Arn"])["Policy"]["Description"],
            "attached": [
                one["PolicyName"] for one in iam.list_attached_group_policies(GroupName="readers")["AttachedPolicies"]
            ],
            "versions": {
                one["VersionId"]: one["IsDefaultVersion"]
                for one in iam.list_policy_versions(PolicyArn=policy["Arn"])["Versions"]
            },
            "second": iam.get_policy_version(PolicyArn=policy["Arn"], VersionId="v2")["PolicyVersion"]["Document"],
            "unit": organizations.describe_organizational_unit(OrganizationalUnitId=unit_id)["OrganizationalUnit"]["Name"],
            "unitTags": organizations.list_tags_for_resource(ResourceId=unit_id)["Tags"],
            "errors": {
                "exists": error_of(iam.create_group, GroupName="Readers"),
                "conflict": error_of(iam.delete_group, GroupName="readers"),
                "malformed": error_of(
                    iam.put_group_policy, GroupName="readers", PolicyName="bad", PolicyDocument="{"
                ),
                "duplicate": error_of(organizations.create_organizational_unit, ParentId=root_id, Name=odd),
                "input": error_of(organizations.create_account, AccountName="x", Email="no-address"),
            },
        }
    )
)
