import { isVariableName } from "../../kubernetes/names";
import {
    fieldsOf,
    got,
    hasFields,
    isImage,
    isList,
    isPending,
    isStringMap,
    isText,
    oneOf,
    type Rule,
    validateInput,
    type ValidationError,
    wholeNumber,
} from "./validation";

const isWords: Rule = [(value) => isList(value) && value.every((one) => typeof one === "string"), "a list of strings"];
const isVariables: Rule = [
    (value) =>
        hasFields(value) &&
        Object.entries(value).every(
            ([name, one]) => isVariableName(name) && name !== "URL" && (typeof one === "string" || isPending(one)),
        ),
    "a map of strings by the names of variables, without URL, which is the canary Service's",
];

const isFields: Rule = [hasFields, "fields in Kubernetes' own types"];

const validateImage = fieldsOf(
    {},
    {
        command: isWords,
        args: isWords,
        env: isVariables,
        timeoutSeconds: wholeNumber(1, 86_400),
        container: isFields,
        pod: isFields,
    },
    ["image"],
);
const validateRequest = fieldsOf(
    { path: [(value) => typeof value === "string" && /^\/[^\s]*$/.test(value), "an absolute path"] },
    {
        method: oneOf("GET", "POST", "PUT"),
        headers: [isStringMap, "a map of strings"],
        body: isText,
        jsonPath: isText,
        successCondition: isText,
        timeoutSeconds: wholeNumber(1, 3_600),
    },
);

/** Validates a smoke test, which may be absent. */
export function validateSmokeTest(test: unknown): ValidationError[] {
    const path = "smokeTest";
    if (test === undefined) {
        return [];
    }
    if (!hasFields(test) || (test["image"] === undefined) === (test["requests"] === undefined)) {
        return [{ path, message: `must have either an image or requests, got ${got(test)}` }];
    }
    const { image, requests } = test;
    if (image !== undefined) {
        return [...validateInput(`${path}.image`, image, isImage), ...validateImage(path, test)];
    }
    if (!isList(requests) || requests.length === 0) {
        return [{ path: `${path}.requests`, message: `must be a list that is not empty, got ${got(requests)}` }];
    }
    return [
        ...fieldsOf({}, {}, ["requests"])(path, test),
        ...requests.flatMap((request, index) => {
            const at = `${path}.requests[${index}]`;
            return hasFields(request)
                ? [...validateRequest(at, request), ...validateBody(at, request)]
                : [{ path: at, message: `must be a request with a path, got ${got(request)}` }];
        }),
    ];
}

/** Finds a body that the controller would reject. */
function validateBody(path: string, { body, method = "GET" }: Readonly<Record<string, unknown>>): ValidationError[] {
    const message = `must be absent with the method GET, got ${got(body)}`;
    return body !== undefined && method === "GET" ? [{ path: `${path}.body`, message }] : [];
}
