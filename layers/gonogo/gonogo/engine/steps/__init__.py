from gonogo._registry import Registry
from gonogo.engine.steps._contract import StepType

step_types: Registry[StepType] = Registry(__name__, StepType)
