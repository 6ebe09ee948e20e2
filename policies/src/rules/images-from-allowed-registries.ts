import { imagesOf, readImage } from "../model/images";
import { rule } from "../model/rule";
import { strings } from "../model/ruleSettings";
import { flatMapKnown, known } from "../model/value";

export default rule({
    name: "images-from-allowed-registries",
    description: "Images come from registries that the configuration allows.",
    why: "The owner of the registry decides what runs on the cluster, with its permissions and next to its data.",
    fix: "push the image to an allowed registry, or add its registry, or the path within it, to the rule's registries",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {
        registries: strings(
            ["docker.io", "ghcr.io", "quay.io", "registry.k8s.io"],
            "Registries, or paths within them such as quay.io/argoproj; an image without a registry is from docker.io",
        ),
    },
    eachObject(object, { registries }) {
        return flatMapKnown(imagesOf(object), ({ place, image }) => {
            const value = known(image);
            if (typeof value !== "string") {
                return [];
            }
            const { repository } = readImage(value);
            const fits = registries.some((one) => repository === one || repository.startsWith(`${one}/`));
            const found = `${place} has an image from ${repository}, must be from ${registries.join(", ")}`;
            return fits ? [] : [{ object, found }];
        });
    },
});
