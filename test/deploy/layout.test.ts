import { expect } from "chai";
import hre from "hardhat";
import { layoutsOf, readSolcInput, type SolcInput } from "../../deploy/layout/layouts.ts";
import {
  breaksOf,
  faultsOf,
  growthOf,
  type Snapshot,
  snapshotOf,
} from "../../deploy/layout/snapshot.ts";

describe("Storage layouts", function () {
  this.timeout(300_000);
  let input: SolcInput;
  let snapshot: Snapshot;

  before(async () => {
    input = await readSolcInput(hre);
    const upgradeables = await layoutsOf(input);
    expect(faultsOf(upgradeables)).to.deep.equal([]);
    snapshot = snapshotOf(upgradeables);
  });

  /** The layouts after replacements in the sources, each given as file, old text and new text. */
  function changed(...replacements: readonly [string, string, string][]) {
    const sources = structuredClone(input.sources);
    for (const [file, from, to] of replacements) {
      const source = sources[`project/contracts/${file}.sol`];
      if (source?.content === undefined) throw new Error(`${file} is not compiled.`);
      expect(source.content, file).to.include(from);
      source.content = source.content.replace(from, to);
    }
    return layoutsOf({ ...input, sources });
  }

  it("may grow at the end of a namespace and of a struct in a mapping", async () => {
    const after = snapshotOf(
      await changed(
        [
          "LedgerClient",
          "IStreamPayment ledger; // slot 0",
          "IStreamPayment ledger; uint256 added;",
        ],
        ["StreamRegistry", "string uri; // slot 3", "string uri; uint256 added;"],
      ),
    );
    expect(breaksOf(snapshot, after)).to.deep.equal([]);
    expect(growthOf(snapshot, after).map((text) => text.split(":")[0])).to.deep.equal([
      "StreamRegistry",
      "StreamSplits",
      "StreamBilling",
    ]);
  });

  it("let a contract come that was never deployed", () => {
    const { StreamBilling, ...earlier } = snapshot;
    expect(StreamBilling.namespaces).to.have.property("erc7201:weir.storage.BillingNodes");
    expect(breaksOf(earlier, snapshot)).to.deep.equal([]);
    expect(growthOf(earlier, snapshot).map((text) => text.split(":")[0])).to.deep.equal([
      "StreamBilling",
    ]);
  });

  it("must not change in any other way", async () => {
    const after = snapshotOf(
      await changed(
        [
          "LedgerClient",
          "IStreamPayment ledger; // slot 0",
          "uint256 added; IStreamPayment ledger;",
        ],
        ["StreamRegistry", "    bytes32 root; // slot 0", "    bytes32 added; bytes32 root;"],
        ["LedgerBase", "erc7201:weir.storage.StreamLedger", "erc7201:weir.storage.Renamed"],
      ),
    );
    const text = breaksOf(snapshot, after).join("\n");
    expect(text).to.match(/StreamSplits: .*[Ii]nserted `added`/s);
    expect(text).to.match(/StreamRegistry: .*[Ii]nserted `added`/s);
    expect(text).to.match(
      /StreamPayment: .*[Dd]eleted namespace `erc7201:weir.storage.StreamLedger`/s,
    );
  });

  it("holds no state outside of namespaces, and no implementation can be destroyed", async () => {
    const faults = faultsOf(
      await changed(
        [
          "StreamSplits",
          "    struct SplitsStorage {",
          "    uint256 loose;\n    struct SplitsStorage {",
        ],
        [
          "DepositFactory",
          "    /// @dev Reached from `upgradeToAndCall`",
          "    function kill(address to) external { to.delegatecall(''); }\n    /// @dev Reached from `upgradeToAndCall`",
        ],
      ),
    );
    expect(faults).to.include("StreamSplits: loose is in no ERC-7201 struct");
    expect(faults.join("\n")).to.match(/DepositFactory: .*: delegatecall/);
  });
});
