// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManagedUpgradeable} from "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {ILedgerClient} from "./interfaces/ILedgerClient.sol";
import {IStreamNodes} from "./interfaces/IStreamNodes.sol";
import {IStreamPayment} from "./interfaces/IStreamPayment.sol";

/**
 * @title LedgerClient
 * @notice Base of the contracts that the ledger names in its implementation. They exist before the ledger does, so the
 * governor joins them to it afterwards, once and for ever.
 */
abstract contract LedgerClient is AccessManagedUpgradeable, ILedgerClient {
    /// @custom:storage-location erc7201:weir.storage.LedgerClient
    struct LedgerClientStorage {
        IStreamPayment ledger; // slot 0
    }

    // keccak256(abi.encode(uint256(keccak256("weir.storage.LedgerClient")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant LEDGER_CLIENT_STORAGE = 0xc86a22f7a1ef8a0f516b5e104320ad0718b33725bf43f4f05188d41ecb110700;

    /// @inheritdoc ILedgerClient
    function connect(address ledger_) external restricted {
        LedgerClientStorage storage $ = _ledgerClient();
        require(address($.ledger) == address(0), LedgerAlreadyConnected(address($.ledger)));
        require(ledger_.code.length != 0, LedgerWithoutCode(ledger_));
        require(_isNamedIn(IStreamPayment(ledger_).wiring()), LedgerOfOthers(ledger_));
        $.ledger = IStreamPayment(ledger_);
        emit LedgerConnected(ledger_);
    }

    /// @inheritdoc ILedgerClient
    function ledger() external view returns (address) {
        return address(_ledgerClient().ledger);
    }

    /// @dev Whether a ledger that is built on this names this contract in its place.
    function _isNamedIn(IStreamNodes.Wiring memory wiring) internal view virtual returns (bool);

    /// @dev The ledger, or an error that says that there is none yet.
    function _ledger() internal view returns (IStreamPayment ledger_) {
        ledger_ = _ledgerClient().ledger;
        require(address(ledger_) != address(0), LedgerNotConnected());
    }

    function _ledgerClient() private pure returns (LedgerClientStorage storage $) {
        assembly {
            $.slot := LEDGER_CLIENT_STORAGE
        }
    }
}
