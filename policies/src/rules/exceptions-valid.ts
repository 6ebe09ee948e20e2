import { annotationPrefix, mayBeExcepted, readException, requestedExceptions } from "../model/exceptions";
import { rule } from "../model/rule";

export default rule({
    name: "exceptions-valid",
    description: "An exception in an annotation names a rule, gives a reason, and has not expired.",
    why: "An exception that is malformed, or outlives its reason, hides that a rule is off.",
    fix: `write ${annotationPrefix}RULE: "REASON; until YYYY-MM-DD", or keep the rule and remove the annotation`,
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {},
    eachObject(object, _config, { today, ruleNames }) {
        return [...requestedExceptions(object)].flatMap(([name, value]) => {
            const subject = `its exception from ${name}`;
            if (!ruleNames.includes(name)) {
                const names = ruleNames.filter(mayBeExcepted).join(", ");
                return [{ object, found: `${subject} names no rule, must name one of ${names}` }];
            }
            if (!mayBeExcepted(name)) {
                return [{ object, found: `${subject} would hide other exceptions, must be removed` }];
            }
            const answer = readException(value, today);
            return typeof answer === "string" ? [{ object, found: `${subject} ${answer}` }] : [];
        });
    },
});
