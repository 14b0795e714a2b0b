// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamCharges} from "./interfaces/IStreamCharges.sol";
import {Stops} from "./libraries/Stops.sol";
import {NodeBase} from "./NodeBase.sol";

/**
 * @title StreamCharges
 * @notice What tenants and streams pay the platform for infrastructure, and what happens while they owe it.
 */
abstract contract StreamCharges is NodeBase, IStreamCharges {
    /// @inheritdoc IStreamCharges
    /// @dev A known stream has an account of its kind, so one read tells both that and whether it is deleted.
    function chargeStream(
        bytes32 streamId,
        address vault,
        uint256 maxShares
    ) external onlyBilling returns (uint256 shares, bool isLive) {
        isLive = _knownTerms(streamId).stops & Stops.DELETED == 0;
        if (isLive) shares = _payUpTo(_accountOf(streamId), vault, maxShares, PLATFORM);
    }

    /// @inheritdoc IStreamCharges
    function chargeNode(bytes32 id, address vault, uint256 maxShares) external onlyBilling returns (uint256 shares) {
        shares = _payUpTo(_nodeAccount(id), vault, maxShares, PLATFORM);
    }

    /// @inheritdoc IStreamCharges
    function setStreamArrears(bytes32 streamId, bool inArrears) external onlyBilling {
        _setStop(streamId, Stops.ARREARS, inArrears);
    }

    /// @inheritdoc IStreamCharges
    function setTenantArrears(uint32 tenantNo, bool inArrears) external onlyBilling {
        _meter().tenants[tenantNo].inArrears = inArrears;
        emit TenantArrearsSet(tenantNo, inArrears);
    }
}
