// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamSplits} from "../../../contracts/interfaces/IStreamSplits.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {WeirTest} from "../helpers/WeirTest.sol";

/**
 * @title SplitTables
 * @notice Tables of splits drawn from a seed, and their claims.
 */
abstract contract SplitTables is WeirTest {
    uint256 private constant WHOLE = 10_000;

    /// @dev A table of 1 to 64 holders: each number of holders is as likely as the others.
    function _table(uint256 seed) internal view returns (IStreamSplits.Split memory) {
        return _tableOf(seed, _bound(seed, 1, splits.MAX_HOLDERS()));
    }

    /// @dev A well-formed table of `count` holders, with weights from the least to nearly all.
    function _tableOf(uint256 seed, uint256 count) internal pure returns (IStreamSplits.Split memory table) {
        table = IStreamSplits.Split(new address[](count), new uint16[](count));
        uint256 left = WHOLE - count; // every holder has one basis point at least
        for (uint256 i = 0; i < count; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            table.holders[i] = address(uint160((i + 1) << 150) | (uint160(seed) >> 20));
            uint256 more =
                i + 1 == count
                    ? left
                    : seed % 3 == 0
                        ? 0
                        : seed % (left + 1);
            table.weights[i] = uint16(1 + more);
            left -= more;
        }
    }

    /// @dev A table of two: `low`, a small address, and `holder`, who has `weight`.
    function _pairOf(
        address holder,
        uint16 weight,
        address low
    ) internal pure returns (IStreamSplits.Split memory table) {
        table = IStreamSplits.Split(new address[](2), new uint16[](2));
        (table.holders[0], table.weights[0]) = (low, uint16(WHOLE - weight));
        (table.holders[1], table.weights[1]) = (holder, weight);
    }

    function _balance(address account, StreamVault vault) internal view returns (uint256) {
        return ledger.balanceOf(account, uint160(address(vault)));
    }

    function _claimable(
        IStreamSplits.Split memory table,
        StreamVault vault,
        uint256 index
    ) internal view returns (uint256) {
        return splits.splitBalance(table, address(vault), index);
    }

    function _claimAll(IStreamSplits.Split memory table, StreamVault vault) internal {
        _claimSome(table, vault, type(uint256).max);
    }

    /// @dev Claims for the holders whose bit is set in `mask`, if there is something to claim.
    function _claimSome(IStreamSplits.Split memory table, StreamVault vault, uint256 mask) internal {
        for (uint256 i = 0; i < table.holders.length; ++i) {
            if (mask & (1 << (i % 20)) == 0 || _claimable(table, vault, i) == 0) continue;
            splits.claimSplit(table, address(vault), i);
        }
    }
}
