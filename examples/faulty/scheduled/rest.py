"""Stops the running servers that are tagged for it."""

import boto3

EC2 = boto3.client("ec2")
TAG = {"Name": "tag:environment", "Values": ["dev"]}
RUNNING = {"Name": "instance-state-name", "Values": ["running"]}


def handler(event, context):
    pages = EC2.get_paginator("describe_instances").paginate(Filters=[TAG, RUNNING])
    found = [
        instance["InstanceId"]
        for page in pages
        for reservation in page["Reservations"]
        for instance in reservation["Instances"]
    ]
    if found:
        EC2.stop_instances(InstanceIds=found)
    print({"stopped": found})
    return {"stopped": found}
