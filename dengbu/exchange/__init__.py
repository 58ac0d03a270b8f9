"""Exchange (信息共享): what other departments are asked and told (《条例》第23、24条).

Outward only. What can be had from a department is not asked of the person again (第24条); what a
department does not answer never holds a person up: the paper, or a promise, stands in.
"""
