import assert from "node:assert/strict";
import { configurationFiles } from "../../../../../scripts/local/cluster/configuration";
import { serviceScripts } from "../../../../../scripts/local/cluster/services";

const programs = {
    kube: (component: string) => `/programs/${component}`,
    ...{ etcd: "/programs/etcd", containerd: "/programs/containerd" },
    ...{ cniPlugins: "/programs/cni", runtimeFolder: "/programs" },
};

describe("the services of the local cluster", () => {
    it("let cAdvisor find containerd, or no metric would name a container", () => {
        const listens = /^ {2}address = "(.+)"$/m.exec(
            configurationFiles("/cluster", programs)["containerd.toml"] ?? "",
        );
        const kubelet = serviceScripts("/cluster", programs)["services/kubelet"] ?? "";
        const found = /'--containerd=(.+)'/.exec(kubelet);
        assert.equal(found?.[1], listens?.[1]);
        assert.equal(found?.[1], "/cluster/containerd/containerd.sock");
    });
});
