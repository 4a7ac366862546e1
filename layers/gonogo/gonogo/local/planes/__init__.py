"""AWS's control planes on this machine, as far as gates need them: real state, modelled errors.

What the local AWS lacks (CodeDeploy, CodePipeline) or cannot simulate (ECS deployments) is here an
HTTP server that loads botocore's own service models and holds every request to them. Facts:
`contracts/aws.md` 1-3.
"""
