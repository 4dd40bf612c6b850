"""Engines that deploy a CloudFormation template on this machine: moto and ministack."""
