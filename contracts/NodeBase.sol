// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IStreamCharges} from "./interfaces/IStreamCharges.sol";
import {IStreamLedger} from "./interfaces/IStreamLedger.sol";
import {IStreamNodes} from "./interfaces/IStreamNodes.sol";
import {MeterBase} from "./MeterBase.sol";

/**
 * @title NodeBase
 * @notice The accounts that nobody can sign for: how they are found and how money moves between them.
 * @dev No session ever runs on these accounts, so debits need no settlement.
 */
abstract contract NodeBase is MeterBase {
    modifier onlyBilling() {
        _requireBilling();
        _;
    }

    /// @dev Moves what there is, at most `maxShares`.
    function _payUpTo(
        address account,
        address vault,
        uint256 maxShares,
        address receiver
    ) internal returns (uint256 shares) {
        shares = _balanceOf(account, vault);
        if (shares > maxShares) shares = maxShares;
        if (shares != 0) _move(account, receiver, vault, shares);
    }

    function _move(address account, address receiver, address vault, uint256 shares) internal {
        mapping(address account => uint256 shares) storage balances = _balancesOf(vault);
        _decrease(balances, account, vault, shares);
        _increase(balances, receiver, vault, shares);
        emit IERC6909.Transfer(msg.sender, account, receiver, _id(vault), shares);
    }

    /// @dev The account of `id`, which is a tenant or a stream.
    function _nodeAccount(bytes32 id) internal view returns (address account) {
        account = _accountOf(id);
        IStreamLedger.AccountKind kind = _kindOf(account);
        require(
            kind == IStreamLedger.AccountKind.Tenant || kind == IStreamLedger.AccountKind.Stream,
            IStreamNodes.AccountKindRefused(account, kind)
        );
    }

    function _requireBilling() private view {
        require(msg.sender == BILLING, IStreamCharges.NotTheBilling(msg.sender));
    }
}
