// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IStreamMeter} from "../../../contracts/interfaces/IStreamMeter.sol";
import {IStreamSplits} from "../../../contracts/interfaces/IStreamSplits.sol";
import {Vm} from "../helpers/Vm.sol";

/**
 * @title PaymentJournal
 * @notice The books as somebody keeps them who sees nothing but events: balances from ERC-6909 transfers alone, and what
 * sessions were charged and until when they run from the meter's events.
 */
abstract contract PaymentJournal {
    struct Entry {
        uint256 balance;
        uint256 debits;
    }

    struct Receipts {
        uint256 settled; // gross of settlements
        uint256 fees; // the platform's part of settlements, start fees and tips
        uint256 settledAt;
        uint256 until;
    }

    /// @notice Balances and debits by transfers alone.
    mapping(address vault => mapping(address account => Entry entry)) public entries;

    /// @notice What the meter said of a viewer.
    mapping(address vault => mapping(address viewer => Receipts receipts)) public receipts;

    /// @notice What the splits contract said it paid out.
    mapping(address vault => mapping(address split => uint256 shares)) public claims;

    /// @dev Enters the events of one call, in order. Fails if a sender has less than is taken.
    function _enter(Vm.Log[] memory logs, address ledger, address splits) internal {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == ledger) _enterLedger(logs[i]);
            else if (logs[i].emitter == splits) _enterSplits(logs[i]);
        }
    }

    function _enterLedger(Vm.Log memory log) private {
        bytes32 kind = log.topics[0];
        if (kind == IERC6909.Transfer.selector) {
            (, uint256 amount) = abi.decode(log.data, (address, uint256));
            _enterTransfer(_toAddress(log.topics[3]), _toAddress(log.topics[1]), _toAddress(log.topics[2]), amount);
        } else if (kind == IStreamMeter.SessionStarted.selector || kind == IStreamMeter.SessionExtended.selector) {
            (, , , uint256 until) = abi.decode(log.data, (address, uint256, uint256, uint256));
            Receipts storage receipt = _receiptsOf(log);
            (receipt.settledAt, receipt.until) = (block.timestamp, until);
        } else if (kind == IStreamMeter.SessionSettled.selector) {
            Receipts storage receipt = _receiptsOf(log);
            uint256 gross;
            uint256 fee;
            (receipt.settledAt, receipt.until, gross, fee) = abi.decode(log.data, (uint256, uint256, uint256, uint256));
            receipt.settled += gross;
            receipt.fees += fee;
        } else if (kind == IStreamMeter.StartFeePaid.selector || kind == IStreamMeter.Tipped.selector) {
            (, , uint256 fee) = abi.decode(log.data, (address, uint256, uint256));
            _receiptsOf(log).fees += fee;
        }
    }

    function _enterTransfer(address vault, address sender, address receiver, uint256 amount) private {
        if (sender != address(0)) {
            entries[vault][sender].balance -= amount;
            entries[vault][sender].debits += amount;
        }
        if (receiver != address(0)) entries[vault][receiver].balance += amount;
    }

    function _enterSplits(Vm.Log memory log) private {
        if (log.topics[0] != IStreamSplits.SplitClaimed.selector) return;
        claims[_toAddress(log.topics[3])][_toAddress(log.topics[1])] += abi.decode(log.data, (uint256));
    }

    /// @dev The meter's events name the viewer first, and the vault third.
    function _receiptsOf(Vm.Log memory log) private view returns (Receipts storage) {
        return receipts[_toAddress(log.topics[3])][_toAddress(log.topics[1])];
    }

    function _toAddress(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }
}
