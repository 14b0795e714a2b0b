import { expect } from "chai";
import { ensNormalize, namehash as namehashOfEthers } from "ethers";
import { namehash as namehashOfViem } from "viem";
import { normalize } from "viem/ens";
import { deployWeir, ROOT, type Weir } from "../helpers/deploy.ts";

/** The rule for labels, stated once more. */
function isLabel(label: string): boolean {
  return /^(?!-)(?!..--)[a-z0-9-]{1,63}(?<!-)$/.test(label);
}

/** Pseudo-random numbers below `bound`, the same in every run. */
function numbers(seed: number) {
  let state = seed;
  return (bound: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

describe("StreamRegistry labels", () => {
  let weir: Weir;

  before(async () => {
    weir = await deployWeir();
  });

  /** What the registry says about a label: its id, or null if it refuses it. */
  async function idOf(label: string) {
    const { registry } = weir;
    if (isLabel(label)) return registry.read.tenantIdOf([label]);
    await weir.viem.assertions.revertWithCustomErrorWithArgs(
      registry.read.tenantIdOf([label]),
      registry,
      "LabelRefused",
      [label],
    );
    return null;
  }

  it("takes each character exactly where the rule allows it", async () => {
    for (let code = 0; code < 256; code++) {
      const char = String.fromCharCode(code);
      for (const label of [char, `${char}a`, `a${char}`, `a${char}a`]) {
        expect(await idOf(label), JSON.stringify(label)).to.equal(
          isLabel(label) ? namehashOfViem(`${label}.${ROOT}`) : null,
        );
      }
    }
  });

  it("agrees with the rule and with both libraries' namehash on random labels", async () => {
    const next = numbers(1);
    const alphabet = "abcxyz0189-----";
    let accepted = 0;
    for (let i = 0; i < 300; i++) {
      const length = next(8) === 0 ? 60 + next(6) : 1 + next(8);
      const label = Array.from({ length }, () => alphabet[next(alphabet.length)]).join("");
      const id = await idOf(label);
      if (id === null) continue;
      accepted++;
      const name = `${label}.${ROOT}`;
      expect(id).to.equal(namehashOfViem(name)).and.to.equal(namehashOfEthers(name));
      expect(normalize(name)).to.equal(name);
      expect(ensNormalize(name)).to.equal(name);
    }
    expect(accepted).to.be.within(50, 250);
  });

  it("refuses what looks like a name but is not a label", async () => {
    const refused = [
      "",
      "a.b",
      "Alice",
      "alice ",
      "al ice",
      "xn--lice-0ra",
      "älice",
      "а",
      "1️⃣",
      "alice\0",
    ];
    for (const label of refused) expect(await idOf(label), label).to.equal(null);
  });

  it("gives streams the namehash of <stream>.<tenant>.<root>", async () => {
    const { registry } = weir;
    const tenantId = await registry.read.tenantIdOf(["alice"]);
    expect(await registry.read.streamIdOf([tenantId, "stream1"]))
      .to.equal(namehashOfViem(`stream1.alice.${ROOT}`))
      .and.to.equal(namehashOfEthers(`stream1.alice.${ROOT}`));
    await weir.viem.assertions.revertWithCustomErrorWithArgs(
      registry.read.streamIdOf([tenantId, "-"]),
      registry,
      "LabelRefused",
      ["-"],
    );
  });

  it("takes labels of 63 bytes and no more", async () => {
    expect(await idOf("a".repeat(63))).to.equal(namehashOfViem(`${"a".repeat(63)}.${ROOT}`));
    expect(await idOf("a".repeat(64))).to.equal(null);
  });
});
