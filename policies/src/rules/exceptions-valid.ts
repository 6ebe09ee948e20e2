import { annotationPrefix, mayBeExcepted, readException, requestedExceptions } from "../model/exceptions";
import { rule } from "../model/rule";

export default rule({
    name: "exceptions-valid",
    description: "An exception that an object asks for names a rule, gives a reason, and has not expired.",
    why: "An exception that nobody can read, or that outlives its reason, is a rule that is off without anybody knowing.",
    fix: `write ${annotationPrefix}RULE: "REASON; until YYYY-MM-DD", or keep the rule and remove the annotation`,
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {},
    eachObject(object, _config, { today, ruleNames }) {
        return [...requestedExceptions(object)].flatMap(([name, value]) => {
            const subject = `its exception of ${name}`;
            if (!ruleNames.includes(name)) {
                const names = ruleNames.filter(mayBeExcepted).join(", ");
                return [{ object, found: `${subject} names no rule, must name one of ${names}` }];
            }
            if (!mayBeExcepted(name)) {
                return [{ object, found: `${subject} would hide other exceptions, must not be asked for` }];
            }
            const answer = readException(value, today);
            return typeof answer === "string" ? [{ object, found: `${subject} ${answer}` }] : [];
        });
    },
});
