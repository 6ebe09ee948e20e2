import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFolder } from "../../../../../scripts/local/cluster/bundleProcess";
import { makeCgroups } from "../../../../../scripts/local/cluster/cgroups";
import { filesDiffer, writeFiles } from "../../../../../scripts/local/cluster/files";

describe("the local cluster's bundle", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "canary-delivery-bundle-"));
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    describe("is found by its command line", () => {
        it("while it enters the network namespace, and after that", () => {
            const rest = ["unshare", "--mount", "--fork", "bash", "/home/cluster/bundle.sh", "/home/cluster"];
            assert.equal(bundleFolder(rest), "/home/cluster");
            assert.equal(bundleFolder(["/usr/bin/nsenter", "--net=/run/netns/x", ...rest]), "/home/cluster");
        });

        it("and not by that of other programs", () => {
            assert.equal(bundleFolder(["vim", "/home/cluster/bundle.sh", "/home/cluster"]), undefined);
            assert.equal(bundleFolder(["unshare", "--mount", "bash"]), undefined);
            assert.equal(bundleFolder([]), undefined);
        });
    });

    describe("has files that", () => {
        const files = { "services/etcd": "exec etcd", "cni/bridge": "{}" };

        it("are the same once written", () => {
            assert.equal(filesDiffer(folder, files), true);
            writeFiles(folder, files);
            assert.equal(filesDiffer(folder, files), false);
            assert.equal(statSync(join(folder, "services/etcd")).mode & 0o777, 0o755);
        });

        it("differ where a command line or a setting has changed", () => {
            writeFiles(folder, files);
            assert.equal(filesDiffer(folder, { ...files, "services/etcd": "exec newer-etcd" }), true);
            assert.equal(filesDiffer(folder, { ...files, "cni/bridge": "[]" }), true);
        });

        it("differ where a service is gone, until they are written", () => {
            writeFiles(folder, { ...files, "services/other": "" });
            assert.equal(filesDiffer(folder, files), true);
            writeFiles(folder, files);
            assert.equal(filesDiffer(folder, files), false);
        });
    });

    describe("has a cgroup", () => {
        const fake = (files: Record<string, string>) => {
            for (const [name, content] of Object.entries(files)) {
                mkdirSync(join(folder, name, ".."), { recursive: true });
                writeFileSync(join(folder, name), content);
            }
        };
        const made = (name: string) => readFileSync(join(folder, name), "utf8");

        it("in every hierarchy of v1, with the processors and memory of its parent", () => {
            fake({
                "cpuset/cgroup.procs": "",
                "cpuset/cpuset.cpus": "0-1\n",
                "cpuset/cpuset.mems": "0\n",
                "systemd/cgroup.procs": "",
                "other/file": "",
            });
            makeCgroups(folder);
            assert.equal(made("cpuset/canary-delivery/cpuset.cpus"), "0-1\n");
            assert.equal(made("cpuset/canary-delivery/cpuset.mems"), "0\n");
            assert.ok(statSync(join(folder, "systemd/canary-delivery")).isDirectory());
            assert.throws(() => statSync(join(folder, "other/canary-delivery")));
        });

        it("of v2, with the controllers that kubelet uses", () => {
            fake({ "cgroup.controllers": "cpu io pids\n", "canary-delivery/cgroup.controllers": "cpu\n" });
            makeCgroups(folder);
            // The kernel adds up what is written; a file keeps the last.
            assert.equal(made("cgroup.subtree_control"), "+pids");
            assert.equal(made("canary-delivery/cgroup.subtree_control"), "+cpu");
        });
    });
});
