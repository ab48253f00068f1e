"""The toy topic under a name of its own, with little time for a call: attackers like to loop."""

from dataclasses import replace

import t99_toy

TOPIC = replace(t99_toy.TOPIC, stem="t98_attacked", call_seconds=1.0)
