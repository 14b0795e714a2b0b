// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamSplits} from "../../../contracts/interfaces/IStreamSplits.sol";
import {SplitTables} from "./SplitTables.sol";

/**
 * @title SplitGasTest
 * @notice What the longest table may cost, in gas, of the quick build that tests run. A transaction may use 16,777,216.
 */
contract SplitGasTest is SplitTables {
    uint256 private constant REGISTER_BUDGET = 1_000_000;
    uint256 private constant CLAIM_BUDGET = 250_000;

    /// @dev Proves that a table of `MAX_HOLDERS` can be registered and that every one of its holders can claim, the first
    /// time and later, within a stated budget. Inputs: 64 holders who never held anything; any weights.
    function testFuzz_LongestTableFitsItsBudget(uint256 seed, uint64 payment, uint256 index) external {
        IStreamSplits.Split memory table = _tableOf(seed, splits.MAX_HOLDERS());
        uint256 gas = gasleft();
        address account = splits.registerSplit(table);
        vm.assertLt(gas - gasleft(), REGISTER_BUDGET, "register");

        index = index % table.holders.length;
        for (uint256 i = 0; i < 2; ++i) {
            _fund(account, stETH, _bound(payment, 10_000, type(uint64).max));
            gas = gasleft();
            splits.claimSplit(table, address(stETH), index);
            vm.assertLt(gas - gasleft(), CLAIM_BUDGET, "claim");
        }
    }
}
