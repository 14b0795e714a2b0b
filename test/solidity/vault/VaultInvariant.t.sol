// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {VaultBase} from "./VaultBase.sol";
import {VaultHandler} from "./VaultHandler.t.sol";

/**
 * @title VaultInvariant
 * @notice What holds after any sequence of deposits, exits, transfers, donations, skims and pauses:
 *
 * - shares are what was put in minus what was taken out: supply = Σ in − Σ out = Σ balances;
 * - the vault's assets are never less than its shares: assets = supply + surplus;
 * - the surplus is what was donated and not yet skimmed;
 * - one share is one unit: totalAssets = supply;
 * - nobody takes out more than they put in or were given.
 */
abstract contract VaultInvariant is VaultBase {
    StreamVault internal vault;
    IERC20 internal asset;
    VaultHandler internal handler;

    function setUp() public override {
        super.setUp();
        vault = _subject();
        asset = IERC20(vault.asset());
        handler = new VaultHandler(vault, [ALICE, BOB, CAROL], [FEES, PAUSER, UNPAUSER]);
        for (uint256 i; i < 3; ++i) _fund(asset, handler.actors(i), type(uint120).max);
        _targetContract(address(handler));
    }

    function _subject() internal view virtual returns (StreamVault);

    function invariant_SupplyIsWhatWentInMinusWhatCameOut() external view {
        vm.assertEq(vault.totalSupply(), handler.assetsIn() - handler.assetsOut(), "in - out");
        uint256 balances;
        for (uint256 i; i < 3; ++i) balances += vault.balanceOf(handler.actors(i));
        vm.assertEq(vault.totalSupply(), balances, "sum of balances");
        vm.assertEq(vault.totalAssets(), balances, "total assets");
    }

    function invariant_AssetsCoverShares() external view {
        uint256 assets = asset.balanceOf(address(vault));
        vm.assertEq(assets, vault.totalSupply() + vault.surplus(), "assets");
        vm.assertEq(vault.surplus(), handler.donated() - handler.skimmed(), "surplus");
    }

    function invariant_NobodyGains() external view {
        for (uint256 i; i < 3; ++i) {
            address actor = handler.actors(i);
            vm.assertEq(asset.balanceOf(actor) + vault.balanceOf(actor), handler.wealth(actor), "wealth");
        }
    }
}

/// @title VaultInvariantWethTest
contract VaultInvariantWethTest is VaultInvariant {
    function _subject() internal view override returns (StreamVault) {
        return stETH;
    }
}

/// @title VaultInvariantUsdcTest
contract VaultInvariantUsdcTest is VaultInvariant {
    function _subject() internal view override returns (StreamVault) {
        return stUSDC;
    }
}
