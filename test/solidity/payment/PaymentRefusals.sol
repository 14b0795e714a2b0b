// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamTerms} from "../../../contracts/interfaces/IStreamTerms.sol";
import {IStreamLedger} from "../../../contracts/interfaces/IStreamLedger.sol";
import {IStreamMeter} from "../../../contracts/interfaces/IStreamMeter.sol";
import {Stops} from "../../../contracts/libraries/Stops.sol";
import {PaymentModel} from "./PaymentModel.sol";

/**
 * @title PaymentRefusals
 * @notice Which error, if any, a call must meet, worked out from the model before the call is made. Zero: it succeeds.
 */
abstract contract PaymentRefusals is PaymentModel {
    uint256 private constant MIN_EXTENSION = 5;

    /// @dev What nobody may send to: the accounts of names, and the ledger itself.
    mapping(address account => bool closed) internal isClosedAccount;

    /// @dev What was asked for in a start or a heartbeat. `extra` is deposited in the same call.
    struct Request {
        address vault;
        address viewer;
        uint256 stream;
        uint256 maxSeconds;
        uint256 maxPerSecond;
        uint256 maxStartFee;
        uint256 extra;
    }

    /// @dev Of anything new in the vault.
    function _newRefusal(address vault) internal view returns (bytes4) {
        if (!vaultModels[vault].listed) return IStreamLedger.VaultNotListed.selector;
        if (isPaused) return IStreamLedger.EnforcedPause.selector;
        return 0;
    }

    function _depositRefusal(
        address vault,
        address caller,
        address account,
        uint256 amount
    ) internal view returns (bytes4 refusal) {
        refusal = _newRefusal(vault);
        if (refusal != 0) return refusal;
        if (amount == 0) return IStreamLedger.ZeroAmount.selector;
        if (account != caller && isClosedAccount[account]) return IStreamLedger.ReceiverRefused.selector;
    }

    function _debitRefusal(address vault, address account, uint256 amount) internal view returns (bytes4) {
        bool affordable = amount <= _balanceAfterSettlement(vault, account);
        return affordable ? bytes4(0) : IStreamLedger.ERC6909InsufficientBalance.selector;
    }

    function _tipRefusal(
        address vault,
        address viewer,
        uint256 stream,
        uint256 amount
    ) internal view returns (bytes4 refusal) {
        refusal = _newRefusal(vault);
        if (refusal != 0) return refusal;
        if (amount == 0) return IStreamLedger.ZeroAmount.selector;
        if (streams[stream].stops & Stops.DELETED != 0) return IStreamMeter.StreamStopped.selector;
        return _debitRefusal(vault, viewer, amount);
    }

    function _startRefusal(Request memory request) internal view returns (bytes4 refusal) {
        refusal = _newRefusal(request.vault);
        if (refusal != 0) return refusal;
        refusal = _quoteRefusal(request);
        if (refusal != 0) return refusal;
        uint256 startFee = _startFeeDue(request.vault, request.viewer, request.stream);
        if (startFee > request.maxStartFee) return IStreamMeter.StartFeeAboveBound.selector;
        return _affordRefusal(request, startFee);
    }

    function _heartbeatRefusal(Request memory request) internal view returns (bytes4 refusal) {
        refusal = _sessionRefusal(request.vault, request.viewer);
        if (refusal != 0) return refusal;
        refusal = _newRefusal(request.vault);
        if (refusal != 0) return refusal;
        refusal = _quoteRefusal(request);
        if (refusal != 0) return refusal;
        Agreement storage last = agreements[request.vault][request.viewer];
        if (last.stream != request.stream) return IStreamMeter.SessionOfOtherStream.selector;
        if (_startFeeDue(request.vault, request.viewer, request.stream) != 0) return IStreamMeter.StartFeeDue.selector;
        refusal = _affordRefusal(request, 0);
        if (refusal != 0) return refusal;

        uint256 perSecond = streams[request.stream].prices[request.vault].perSecond;
        uint256 affordable = _affords(_balanceAfterSettlement(request.vault, request.viewer), 0, perSecond);
        uint256 window = streams[request.stream].prices[request.vault].window;
        uint256 until = block.timestamp + _min(affordable, _min(request.maxSeconds, window));
        if (_isRunning(request.vault, request.viewer) && until < last.until + MIN_EXTENSION) {
            return IStreamMeter.HeartbeatTooSoon.selector;
        }
    }

    /// @dev Of what needs a session that its viewer has not ended.
    function _sessionRefusal(address vault, address viewer) internal view returns (bytes4) {
        Agreement storage last = agreements[vault][viewer];
        if (last.from == 0) return IStreamMeter.NoSession.selector;
        return last.ended ? IStreamMeter.SessionAlreadyEnded.selector : bytes4(0);
    }

    function _quoteRefusal(Request memory request) private view returns (bytes4) {
        StreamModel storage model = streams[request.stream];
        IStreamTerms.Price storage price = model.prices[request.vault];
        if (model.stops != 0) return IStreamMeter.StreamStopped.selector;
        if (price.window == 0) return IStreamMeter.StreamNotPriced.selector;
        if (price.perSecond > request.maxPerSecond) return IStreamMeter.PriceAboveBound.selector;
        return 0;
    }

    function _affordRefusal(Request memory request, uint256 startFee) private view returns (bytes4) {
        if (request.maxSeconds == 0) return IStreamMeter.NoSeconds.selector;
        uint256 balance = _balanceAfterSettlement(request.vault, request.viewer) + request.extra;
        uint256 needed = startFee + streams[request.stream].prices[request.vault].perSecond;
        return balance < needed ? IStreamMeter.BalanceTooLow.selector : bytes4(0);
    }
}
