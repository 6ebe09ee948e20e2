import type { RouteFault } from "../../routers/model/misrouting";

/** Describes a fault of a router's object, after the object's name. */
export function describeRouteFault(fault: RouteFault): string {
    switch (fault.kind) {
        case "absent":
            return "does not exist";
        case "unsetWeight":
            return `has no weight for Service ${fault.service} in ${fault.place}, which means 1`;
        case "noPair":
            return `does not split between the two Services in ${fault.place}, so that the weights have no effect there`;
        case "otherReceiver":
            return `sends requests of ${fault.place} to ${fault.receiver} too, must send them to the two Services only`;
        case "foreignRoute":
            return `is passed by ${fault.foreign.kind} ${fault.foreign.name} (${fault.place}), which takes the same requests`;
        case "unused":
            return "has no route that leads to it, so that its weights have no effect";
        case "notAccepted":
            return `is rejected by ${fault.parent} (${fault.condition} is False: ${fault.message})`;
        case "subset":
            return `selects ${fault.actual || "every version"} in subset ${fault.subset}, must be ${fault.expected.join(" or ")}`;
    }
}
