"""Icons of AWS's services, by the service part of resource types in small letters.

Names of draw.io's aws4 shapes and of pictures in the `diagrams` package, as of November 2026. What
is not in the table is drawn with AWS's general icon.
"""

from __future__ import annotations

from collections.abc import Mapping

from archc.component import Color, Icon

_LEARNING = "#01A88D"


def _icons(color: str, folder: str, rows: str) -> dict[str, Icon]:
    """A service, its shape and its picture on each line; a shape in brackets has no square."""
    found = {}
    for row in rows.strip().splitlines():
        service, shape, picture = row.split()
        form = "resource" if shape.startswith("(") else "service"
        image = f"{folder}/{picture}.png"
        found[service] = Icon(form, shape.strip("()"), color, image)
    return found


SERVICES: Mapping[str, Icon] = {
    **_icons(Color.COMPUTE, "compute", """
        apprunner app_runner app-runner
        applicationautoscaling auto_scaling2 application-auto-scaling
        autoscaling auto_scaling2 ec2-auto-scaling
        batch batch batch
        ec2 ec2 ec2
        ecr ecr ec2-container-registry
        ecs ecs elastic-container-service
        eks eks elastic-kubernetes-service
        elasticbeanstalk elastic_beanstalk elastic-beanstalk
        lambda lambda lambda
        lightsail lightsail lightsail
        outposts outposts outposts
    """),
    **_icons(Color.STORAGE, "storage", """
        backup backup backup
        efs elastic_file_system elastic-file-system-efs
        fsx fsx fsx
        s3 s3 simple-storage-service-s3
        storagegateway storage_gateway storage-gateway
    """),
    **_icons(Color.STORAGE, "migration", """
        datasync datasync datasync
        dms database_migration_service database-migration-service
        transfer transfer_family transfer-for-sftp
    """),
    **_icons(Color.STORAGE, "iot", """
        iot iot_core iot-core
    """),
    **_icons(Color.DATABASE, "database", """
        cassandra keyspaces keyspaces-managed-apache-cassandra-service
        dax (dynamodb_dax) dynamodb-dax
        docdb documentdb_with_mongodb_compatibility documentdb-mongodb-compatibility
        dynamodb dynamodb dynamodb
        elasticache elasticache elasticache
        neptune neptune neptune
        rds rds rds
        timestream timestream timestream
    """),
    **_icons(Color.DATABASE, "devtools", """
        cloud9 cloud9 cloud9
        codeartifact codeartifact codeartifact
        codebuild codebuild codebuild
        codecommit codecommit codecommit
        codedeploy codedeploy codedeploy
        codepipeline codepipeline codepipeline
        xray xray x-ray
    """),
    **_icons(Color.NETWORK, "network", """
        apigateway api_gateway api-gateway
        apigatewayv2 api_gateway api-gateway
        appmesh app_mesh app-mesh
        cloudfront cloudfront cloudfront
        directconnect direct_connect direct-connect
        elasticloadbalancing elastic_load_balancing elastic-load-balancing
        elasticloadbalancingv2 elastic_load_balancing elastic-load-balancing
        globalaccelerator global_accelerator global-accelerator
        networkfirewall network_firewall network-firewall
        route53 route_53 route-53
        route53resolver route_53 route-53
        servicediscovery cloud_map cloud-map
    """),
    **_icons(Color.NETWORK, "analytics", """
        athena athena athena
        elasticsearch elasticsearch_service elasticsearch-service
        emr emr emr
        glue glue glue
        kinesis kinesis_data_streams kinesis-data-streams
        kinesisfirehose kinesis_data_firehose kinesis-data-firehose
        lakeformation lake_formation lake-formation
        msk managed_streaming_for_kafka managed-streaming-for-kafka
        opensearchservice elasticsearch_service amazon-opensearch-service
        quicksight quicksight quicksight
        redshift redshift redshift
    """),
    **_icons(Color.INTEGRATION, "integration", """
        amazonmq mq mq
        appsync appsync appsync
        events eventbridge eventbridge
        pipes eventbridge eventbridge-pipes
        scheduler eventbridge eventbridge-scheduler
        sns sns simple-notification-service-sns
        sqs sqs simple-queue-service-sqs
        stepfunctions step_functions step-functions
    """),
    **_icons(Color.INTEGRATION, "management", """
        cloudformation cloudformation cloudformation
        cloudtrail cloudtrail cloudtrail
        cloudwatch cloudwatch_2 cloudwatch
        config config config
        logs cloudwatch_2 cloudwatch-logs
        organizations organizations organizations
        ssm systems_manager systems-manager
    """),
    **_icons(Color.SECURITY, "security", """
        certificatemanager certificate_manager_3 certificate-manager
        cognito cognito cognito
        guardduty guardduty guardduty
        iam identity_and_access_management identity-and-access-management-iam
        inspectorv2 inspector inspector
        kms key_management_service key-management-service
        macie macie macie
        secretsmanager secrets_manager secrets-manager
        securityhub security_hub security-hub
        shield shield shield
        wafv2 waf waf
        waf waf waf
        wafregional waf waf
    """),
    **_icons(Color.SECURITY, "engagement", """
        ses simple_email_service simple-email-service-ses
    """),
    **_icons(Color.SECURITY, "mobile", """
        amplify amplify amplify
    """),
    **_icons(_LEARNING, "ml", """
        bedrock bedrock bedrock
        comprehend comprehend comprehend
        kendra kendra kendra
        lex lex lex
        rekognition rekognition rekognition
        sagemaker sagemaker sagemaker
        textract textract textract
        transcribe transcribe transcribe
        translate translate translate
    """),
}  # fmt: skip
