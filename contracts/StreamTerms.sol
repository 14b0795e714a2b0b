// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamLedger} from "./interfaces/IStreamLedger.sol";
import {IStreamTerms} from "./interfaces/IStreamTerms.sol";
import {DepositAccounts} from "./libraries/DepositAccounts.sol";
import {Stops} from "./libraries/Stops.sol";
import {MeterBase} from "./MeterBase.sol";

/**
 * @title StreamTerms
 * @notice The terms of streams and tenants, as the registry pushes them.
 */
abstract contract StreamTerms is MeterBase, IStreamTerms {
    /// @notice Shortest window a price may have, in seconds: room for two heartbeats.
    uint256 public constant MIN_WINDOW = 10;
    /// @notice Longest window a price may have, in seconds.
    uint256 public constant MAX_WINDOW = 30 days;

    modifier onlyRegistry() {
        _requireRegistry();
        _;
    }

    /// @inheritdoc IStreamTerms
    function addTenant(bytes32 tenantId) external onlyRegistry returns (uint32 tenantNo) {
        tenantNo = ++_meter().tenantCount;
        address account = _accountOf(tenantId);
        _ledger().kinds[account] = IStreamLedger.AccountKind.Tenant;
        emit TenantNumbered(tenantId, tenantNo, account);
    }

    /// @inheritdoc IStreamTerms
    function addStream(
        bytes32 streamId,
        uint32 tenantNo,
        address payee
    ) external onlyRegistry returns (uint32 streamNo) {
        MeterStorage storage $ = _meter();
        streamNo = ++$.streamCount;
        (address account, address watchAccount) = (
            _accountOf(streamId),
            _accountOf(DepositAccounts.watchSalt(streamId))
        );
        _ledger().kinds[account] = IStreamLedger.AccountKind.Stream;
        _ledger().kinds[watchAccount] = IStreamLedger.AccountKind.Watch;
        Terms storage terms = $.terms[streamId];
        (terms.streamNo, terms.tenantNo) = (streamNo, tenantNo);
        emit StreamNumbered(streamId, streamNo, account, watchAccount);
        _setPayee(terms, payee);
    }

    /// @inheritdoc IStreamTerms
    function setPayee(bytes32 streamId, address payee) external onlyRegistry {
        _setPayee(_knownTerms(streamId), payee);
    }

    /// @inheritdoc IStreamTerms
    function setPrice(
        bytes32 streamId,
        address vault,
        uint256 startFee,
        uint256 perSecond,
        uint256 window
    ) external onlyRegistry {
        uint32 streamNo = _knownTerms(streamId).streamNo;
        if (startFee | perSecond | window != 0) {
            require(_isListed(vault), IStreamLedger.VaultNotListed(vault));
            require(
                startFee | perSecond != 0 &&
                    startFee <= type(uint96).max &&
                    perSecond <= type(uint96).max &&
                    window >= MIN_WINDOW &&
                    window <= MAX_WINDOW,
                PriceRefused(startFee, perSecond, window)
            );
        }
        _setPrice(streamId, streamNo, vault, Price(uint96(startFee), uint96(perSecond), uint32(window)));
    }

    /// @inheritdoc IStreamTerms
    function clearPrices(bytes32 streamId) external onlyRegistry {
        uint32 streamNo = _knownTerms(streamId).streamNo;
        address[] storage vaultList = _ledger().vaultList;
        for (uint256 i = 0; i < vaultList.length; ++i) {
            address vault = vaultList[i];
            if (_meter().prices[streamId][vault].window != 0) {
                _setPrice(streamId, streamNo, vault, Price(0, 0, 0));
            }
        }
    }

    /// @inheritdoc IStreamTerms
    function setStop(bytes32 streamId, uint8 reason, bool stopped) external onlyRegistry {
        require(reason & Stops.ARREARS == 0, StopRefused(reason));
        _setStop(streamId, reason, stopped);
    }

    /// @inheritdoc IStreamTerms
    function setVerified(bytes32 streamId, uint40 until, uint32 tenancy) external onlyRegistry {
        uint32 streamNo = _knownTerms(streamId).streamNo;
        _meter().verifications[streamId] = Verification(until, tenancy);
        emit VerificationPushed(streamNo, until, tenancy);
    }

    /// @inheritdoc IStreamTerms
    function setTenancy(uint32 tenantNo, uint32 tenancy) external onlyRegistry {
        _meter().tenants[tenantNo].tenancy = tenancy;
        emit TenancyPushed(tenantNo, tenancy);
    }

    /* VIEWS */

    /// @inheritdoc IStreamTerms
    function isInArrears(uint32 tenantNo) external view returns (bool) {
        return _meter().tenants[tenantNo].inArrears;
    }

    /// @inheritdoc IStreamTerms
    function termsOf(bytes32 streamId) external view returns (Terms memory) {
        return _meter().terms[streamId];
    }

    /// @inheritdoc IStreamTerms
    function priceOf(bytes32 streamId, address vault) external view returns (Price memory) {
        return _meter().prices[streamId][vault];
    }

    /// @inheritdoc IStreamTerms
    function startFeePaid(address viewer, bytes32 streamId) external view returns (bool) {
        MeterStorage storage $ = _meter();
        return $.startFeesPaid[viewer][$.terms[streamId].streamNo];
    }

    /// @inheritdoc IStreamTerms
    function stoppedAt(bytes32 streamId, uint24 run) external view returns (uint40) {
        MeterStorage storage $ = _meter();
        return $.stops[_stopKey($.terms[streamId].streamNo, run)];
    }

    /// @inheritdoc IStreamTerms
    function isVerified(bytes32 streamId) external view returns (bool) {
        return _isVerified(streamId, _meter().terms[streamId].tenantNo);
    }

    /// @inheritdoc IStreamTerms
    function demandsVerification() external view returns (bool) {
        return DEMANDS_VERIFICATION;
    }

    /* INTERNAL */

    function _setPayee(Terms storage terms, address payee) private {
        require(
            payee != address(0) && payee != address(this) && _kindOf(payee) != IStreamLedger.AccountKind.Watch,
            PayeeRefused(payee)
        );
        terms.payee = payee;
        emit PayeeSet(terms.streamNo, payee);
    }

    function _setPrice(bytes32 streamId, uint32 streamNo, address vault, Price memory price) private {
        _meter().prices[streamId][vault] = price;
        emit PriceSet(streamNo, vault, price.startFee, price.perSecond, price.window);
    }

    function _requireRegistry() private view {
        require(msg.sender == REGISTRY, NotTheRegistry(msg.sender));
    }
}
