// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IStreamTerms} from "../../../contracts/interfaces/IStreamTerms.sol";
import {IStreamNodes} from "../../../contracts/interfaces/IStreamNodes.sol";
import {IStreamGovernance} from "../../../contracts/interfaces/IStreamGovernance.sol";
import {IStreamLedger} from "../../../contracts/interfaces/IStreamLedger.sol";
import {IStreamMeter} from "../../../contracts/interfaces/IStreamMeter.sol";
import {IStreamRegistry} from "../../../contracts/interfaces/IStreamRegistry.sol";
import {IStreamSplits} from "../../../contracts/interfaces/IStreamSplits.sol";
import {IStreamVault} from "../../../contracts/interfaces/IStreamVault.sol";
import {Stops} from "../../../contracts/libraries/Stops.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {PaymentWorld} from "./PaymentWorld.sol";

/**
 * @title PaymentHandler
 * @notice Does to the ledger what viewers, creators, rights holders, governors, donors and strangers may do, in any
 * order, and tells the model. Every call must succeed, or be refused with the very error that the model foresees.
 *
 * In a `.t.sol` file, so that whoever runs these files alone has it compiled as a target too.
 */
contract PaymentHandler is PaymentWorld {
    mapping(address vault => mapping(address owner => mapping(address spender => uint256 shares))) private _allowances;

    /// @dev Time goes on by nothing, or by less than a minute, before each action.
    modifier later(uint256 time) {
        if (time % 3 != 0) _skip(time % 50);
        _;
    }

    constructor(World memory world_) PaymentWorld(world_) {}

    /* TIME */

    function pass(uint256 scale, uint256 secs) external {
        uint256[6] memory longest = [uint256(2), 10, 60, 10 minutes, 1 hours, 4 days];
        _skip(_bound(secs, 0, longest[scale % 6]));
        ++done[msg.sig];
    }

    /* VIEWER: sessions */

    function start(
        uint256 time,
        uint256 who,
        uint256 what,
        uint256 where,
        uint256 maxSeconds,
        uint256 mood
    ) external later(time) {
        (address viewer, address vault) = (_person(who), _vault(where));
        Request memory request = _request(viewer, _playable(what, vault), vault, maxSeconds, mood);
        bytes4 refusal = _startRefusal(request);
        if (refusal == 0) _agree(request.vault, request.viewer, request.stream, request.maxSeconds);
        _callLedger(
            request.viewer,
            abi.encodeCall(
                IStreamMeter.startStream,
                (
                    streams[request.stream].id,
                    request.vault,
                    request.maxSeconds,
                    request.maxPerSecond,
                    request.maxStartFee
                )
            ),
            refusal
        );
    }

    function depositETHAndStart(
        uint256 time,
        uint256 who,
        uint256 what,
        uint256 value,
        uint256 maxSeconds,
        uint256 mood
    ) external later(time) {
        Request memory request = _request(_person(who), _playable(what, _vault(0)), _vault(0), maxSeconds, mood);
        request.extra = _bound(value, 1, 300_000);
        bytes4 refusal = _startRefusal(request);
        if (refusal == 0) {
            _deposited(request.vault, request.viewer, request.extra);
            _agree(request.vault, request.viewer, request.stream, request.maxSeconds);
        }
        vm.deal(request.viewer, request.extra);
        _call(
            request.viewer,
            address(world.ledger),
            request.extra,
            abi.encodeCall(
                IStreamMeter.depositETHAndStart,
                (
                    streams[request.stream].id,
                    request.vault,
                    request.maxSeconds,
                    request.maxPerSecond,
                    request.maxStartFee
                )
            ),
            refusal
        );
    }

    /// @dev Mostly for the stream that is playing.
    function heartbeat(uint256 time, uint256 who, uint256 maxSeconds, uint256 mood) external later(time) {
        (address viewer, address vault) = _watching(who);
        uint256 stream = mood % 16 == 4 ? maxSeconds % STREAMS : agreements[vault][viewer].stream;
        Request memory request = _request(viewer, stream, vault, maxSeconds, mood);
        bytes4 refusal = _heartbeatRefusal(request);
        if (refusal == 0) {
            _visit(_isRunning(vault, viewer) ? "a heartbeat prolonged a session" : "a heartbeat revived a session");
            _agree(vault, viewer, stream, request.maxSeconds);
        }
        _callLedger(
            viewer,
            abi.encodeCall(
                IStreamMeter.payForStreamTime,
                (streams[stream].id, vault, request.maxSeconds, request.maxPerSecond)
            ),
            refusal
        );
    }

    function end(uint256 time, uint256 who, uint256 where) external later(time) {
        (address viewer, address vault) = (_person(who), _vault(where));
        bytes4 refusal = _sessionRefusal(vault, viewer);
        if (refusal == 0) {
            if (_isRunning(vault, viewer)) _visit("a viewer ended a running session");
            _settle(vault, viewer);
            _shortenTo(vault, viewer, block.timestamp);
            agreements[vault][viewer].ended = true;
        }
        _callLedger(viewer, abi.encodeCall(IStreamMeter.endStream, (vault)), refusal);
    }

    /// @dev A stranger settles one viewer, twice, beside one who never watched.
    function settle(uint256 time, uint256 who, uint256 where) external later(time) {
        (address viewer, address vault) = (_person(who), _vault(where));
        address[] memory viewers = new address[](3);
        (viewers[0], viewers[1], viewers[2]) = (viewer, viewer, STRANGER);
        _settle(vault, viewer);
        _callLedger(STRANGER, abi.encodeCall(IStreamMeter.settle, (vault, viewers)), 0);
    }

    function tip(uint256 time, uint256 who, uint256 what, uint256 where, uint256 amount) external later(time) {
        (address viewer, address vault, uint256 stream) = (_person(who), _vault(where), what % STREAMS);
        amount = _upTo(amount, _balanceAfterSettlement(vault, viewer), 20_000);
        bytes4 refusal = _tipRefusal(vault, viewer, stream, amount);
        if (refusal == 0) _tipped(vault, viewer, stream, amount);
        _callLedger(viewer, abi.encodeCall(IStreamMeter.tip, (streams[stream].id, vault, amount)), refusal);
    }

    /* LEDGER: in */

    function depositAssets(uint256 time, uint256 who, uint256 to, uint256 where, uint256 amount) external later(time) {
        (address caller, address account, address vault) = (_person(who), _anyAccount(to, who), _vault(where));
        amount = _bound(amount, 0, 1_000_000);
        _give(vault, caller, amount);
        _approve(StreamVault(vault).asset(), caller, amount);
        bytes4 refusal = _depositRefusal(vault, caller, account, amount);
        if (refusal == 0) _deposited(vault, account, amount);
        else accounts[vault][caller].outside += amount;
        _callLedger(caller, abi.encodeCall(IStreamLedger.depositAssets, (vault, amount, account)), refusal);
    }

    function depositShares(uint256 time, uint256 who, uint256 to, uint256 where, uint256 amount) external later(time) {
        (address caller, address account, address vault) = (_person(who), _anyAccount(to, who), _vault(where));
        amount = _bound(amount, 0, 1_000_000);
        _giveShares(vault, caller, amount);
        _approve(vault, caller, amount);
        bytes4 refusal = _depositRefusal(vault, caller, account, amount);
        if (refusal == 0) _deposited(vault, account, amount);
        else accounts[vault][caller].outside += amount;
        _callLedger(caller, abi.encodeCall(IStreamLedger.deposit, (vault, amount, account)), refusal);
    }

    /* LEDGER: out */

    function withdraw(
        uint256 time,
        uint256 who,
        uint256 to,
        uint256 where,
        uint256 amount,
        uint256 mood
    ) external later(time) {
        (address account, address vault) = (_person(who), _vault(where));
        address receiver = _receiver(to);
        amount = _upTo(amount, _balanceAfterSettlement(vault, account), 300_000);
        bytes4 refusal = _debitRefusal(vault, account, amount);
        if (receiver == address(world.ledger)) refusal = IStreamLedger.ReceiverRefused.selector;
        if (amount == 0) refusal = IStreamLedger.ZeroAmount.selector;
        if (refusal == 0) _withdrawn(vault, account, amount, receiver);
        _callLedger(
            account,
            mood % 2 == 0
                ? abi.encodeCall(IStreamLedger.withdrawAssets, (vault, amount, receiver))
                : abi.encodeCall(IStreamLedger.withdraw, (vault, amount, receiver)),
            refusal
        );
    }

    function withdrawCreator(uint256 time, uint256 who, uint256 where, uint256 mood) external later(time) {
        if (!_closes(mood)) return;
        (address account, address vault) = (_person(who), _vault(where));
        uint256 amount = availableTo(vault, account);
        if (amount != 0) _withdrawn(vault, account, amount, account);
        _callLedger(
            account,
            abi.encodeCall(IStreamLedger.withdrawCreator, (vault, account)),
            amount == 0 ? IStreamLedger.NothingToWithdraw.selector : bytes4(0)
        );
    }

    /// @dev Anyone may trigger it; the receiver is fixed.
    function withdrawPlatform(uint256 time, uint256 where) external later(time) {
        address vault = _vault(where);
        uint256 amount = availableTo(vault, platform);
        if (amount != 0) _withdrawn(vault, platform, amount, world.receiver);
        _callLedger(
            STRANGER,
            abi.encodeCall(IStreamLedger.withdrawPlatform, (vault)),
            amount == 0 ? IStreamLedger.NothingToWithdraw.selector : bytes4(0)
        );
    }

    /* LEDGER: inside */

    function transfer(uint256 time, uint256 who, uint256 to, uint256 where, uint256 amount) external later(time) {
        (address sender, address account, address vault) = (_person(who), _anyAccount(to, where), _vault(where));
        amount = _upTo(amount, _balanceAfterSettlement(vault, sender), 300_000);
        bytes4 refusal = _debitRefusal(vault, sender, amount);
        if (isClosedAccount[account]) refusal = IStreamLedger.ReceiverRefused.selector;
        if (refusal == 0) _transferred(vault, sender, account, amount);
        _callLedger(sender, abi.encodeCall(IERC6909.transfer, (account, uint160(vault), amount)), refusal);
    }

    function approve(uint256 time, uint256 who, uint256 to, uint256 where, uint256 amount) external later(time) {
        (address account, address spender, address vault) = (_person(who), _person(to), _vault(where));
        amount = _bound(amount, 0, 300_000);
        _allowances[vault][account][spender] = amount;
        _callLedger(account, abi.encodeCall(IERC6909.approve, (spender, uint160(vault), amount)), 0);
    }

    /// @dev By somebody with an allowance, or without one.
    function transferFrom(
        uint256 time,
        uint256 who,
        uint256 by,
        uint256 where,
        uint256 amount,
        uint256 mood
    ) external later(time) {
        (address sender, address spender, address vault) = (_person(who), _person(by), _vault(where));
        uint256 allowed = _allowances[vault][sender][spender];
        amount = mood % 2 == 0 ? _upTo(amount, allowed, 300_000) : _bound(amount, 0, 300_000);
        bytes4 refusal = _debitRefusal(vault, sender, amount);
        if (sender != spender && amount > allowed) refusal = IStreamLedger.ERC6909InsufficientAllowance.selector;
        if (refusal == 0) {
            if (sender != spender) _allowances[vault][sender][spender] -= amount;
            _transferred(vault, sender, spender, amount);
        }
        _callLedger(spender, abi.encodeCall(IERC6909.transferFrom, (sender, spender, uint160(vault), amount)), refusal);
    }

    /// @dev Anyone may claim for a holder.
    function claim(uint256 time, uint256 which, uint256 where, uint256 index) external later(time) {
        address vault = _vault(where);
        IStreamSplits.Split memory split = tables[which % SPLITS];
        address account = splitAccounts[which % SPLITS];
        index = index % split.holders.length;
        address holder = split.holders[index];
        uint256 amount = _claimable(vault, account, holder, split.weights[index]);
        if (amount != 0) _claimed(vault, account, holder, amount);
        _call(
            STRANGER,
            address(world.splits),
            0,
            abi.encodeCall(IStreamSplits.claimSplit, (split, vault, index)),
            amount == 0 ? IStreamSplits.NothingToClaim.selector : bytes4(0)
        );
    }

    /* CREATOR */

    function setPrice(
        uint256 time,
        uint256 what,
        uint256 where,
        uint256 startFee,
        uint256 perSecond,
        uint256 window
    ) external later(time) {
        (uint256 stream, address vault) = (what % STREAMS, _vault(where));
        IStreamTerms.Price memory price;
        price.startFee = uint96(startFee % 3 == 0 ? _bound(startFee, 1, 5_000) : 0);
        price.perSecond = uint96(perSecond % 8 == 0 ? 0 : _bound(perSecond, 1, 700));
        price.window = uint32(_bound(window, 10, 4_000));
        if (price.startFee | price.perSecond == 0) price.window = 0; // off sale
        bytes4 refusal;
        if (streams[stream].stops & Stops.DELETED != 0) refusal = IStreamRegistry.StreamUnknown.selector;
        else if (price.window != 0 && !vaultModels[vault].listed) refusal = IStreamLedger.VaultNotListed.selector;
        else streams[stream].prices[vault] = price;
        _callRegistry(
            abi.encodeCall(
                IStreamRegistry.setPrice,
                (streams[stream].id, IStreamRegistry.PriceInput(vault, price.startFee, price.perSecond, price.window))
            ),
            refusal
        );
    }

    function setPayee(uint256 time, uint256 what, uint256 to) external later(time) {
        StreamModel storage model = streams[what % STREAMS];
        bool isDeleted = model.stops & Stops.DELETED != 0;
        address payee = _payee(to);
        if (!isDeleted) model.payee = payee;
        _callRegistry(
            abi.encodeCall(IStreamRegistry.setPayee, (model.id, payee)),
            isDeleted ? IStreamRegistry.StreamUnknown.selector : bytes4(0)
        );
    }

    /// @dev Stops the stream if it plays, resumes it if its owner stopped it.
    function stopOrResume(uint256 time, uint256 what, uint256 mood) external later(time) {
        StreamModel storage model = streams[what % STREAMS];
        bool isDeleted = model.stops & Stops.DELETED != 0;
        bool stops = model.stops & Stops.OWNER == 0;
        if (stops && !_closes(mood)) return;
        if (!isDeleted) _stop(what % STREAMS, model.stops ^ Stops.OWNER);
        _callRegistry(
            stops
                ? abi.encodeCall(IStreamRegistry.stopStream, (model.id))
                : abi.encodeCall(IStreamRegistry.resumeStream, (model.id)),
            isDeleted ? IStreamRegistry.StreamUnknown.selector : bytes4(0)
        );
    }

    /// @dev Stops, resumes and stops again in one block, so that nobody settles in between.
    function flicker(uint256 time, uint256 what) external later(time) {
        StreamModel storage model = streams[what % STREAMS];
        if (model.stops != 0) return;
        _stop(what % STREAMS, Stops.OWNER);
        _callRegistry(abi.encodeCall(IStreamRegistry.stopStream, (model.id)), 0);
        _callRegistry(abi.encodeCall(IStreamRegistry.resumeStream, (model.id)), 0);
        _callRegistry(abi.encodeCall(IStreamRegistry.stopStream, (model.id)), 0);
        _callRegistry(abi.encodeCall(IStreamRegistry.resumeStream, (model.id)), 0);
        _stop(what % STREAMS, 0);
    }

    function suspendOrReinstate(uint256 time, uint256 what, uint256 mood) external later(time) {
        StreamModel storage model = streams[what % STREAMS];
        bool isDeleted = model.stops & Stops.DELETED != 0;
        bool stops = model.stops & Stops.SUSPENDED == 0;
        if (stops && !_closes(mood)) return;
        if (!isDeleted) _stop(what % STREAMS, model.stops ^ Stops.SUSPENDED);
        _call(
            world.registrar,
            address(world.registry),
            0,
            stops
                ? abi.encodeCall(IStreamRegistry.suspendStream, (model.id))
                : abi.encodeCall(IStreamRegistry.reinstateStream, (model.id)),
            isDeleted ? IStreamRegistry.StreamUnknown.selector : bytes4(0)
        );
    }

    /// @dev Deletes the stream, or creates it again with another payee and price.
    function deleteOrCreate(
        uint256 time,
        uint256 what,
        uint256 to,
        uint256 where,
        uint256 perSecond,
        uint256 mood
    ) external later(time) {
        StreamModel storage model = streams[what % STREAMS];
        if (model.stops & Stops.DELETED == 0) {
            if (!_closes(mood)) return;
            _stop(what % STREAMS, model.stops | Stops.DELETED);
            delete model.prices[_vault(0)];
            delete model.prices[_vault(1)];
            _callRegistry(abi.encodeCall(IStreamRegistry.deleteStream, (model.id)), 0);
            return;
        }
        address vault = _vault(where);
        _stop(what % STREAMS, model.stops & ~Stops.DELETED);
        model.payee = _payee(to);
        IStreamRegistry.PriceInput[] memory prices = new IStreamRegistry.PriceInput[](
            vaultModels[vault].listed ? 1 : 0
        );
        if (prices.length != 0) {
            prices[0] = IStreamRegistry.PriceInput(vault, 0, _bound(perSecond, 1, 700), 600);
            model.prices[vault] = IStreamTerms.Price(0, uint96(prices[0].perSecond), 600);
        }
        _callRegistry(
            abi.encodeCall(IStreamRegistry.createStream, (world.tenantId, model.label, model.payee, "", prices)),
            0
        );
        _visit("a stream was created again");
    }

    /* GOVERNANCE */

    function pauseOrUnpause(uint256 time, uint256 mood) external later(time) {
        bool pauses = !isPaused;
        if (pauses && !_closes(mood)) return;
        if (pauses) _pauseAll();
        else isPaused = false;
        _callLedger(
            pauses ? world.pauser : world.unpauser,
            pauses ? abi.encodeCall(IStreamGovernance.pause, ()) : abi.encodeCall(IStreamGovernance.unpause, ()),
            0
        );
    }

    function listOrDelist(uint256 time, uint256 where, uint256 mood) external later(time) {
        address vault = _vault(where);
        bool lists = !vaultModels[vault].listed;
        if (!lists && !_closes(mood)) return;
        vaultModels[vault].listed = lists;
        _callLedger(
            world.lister,
            lists
                ? abi.encodeCall(IStreamGovernance.listVault, (vault))
                : abi.encodeCall(IStreamGovernance.delistVault, (vault)),
            0
        );
    }

    function setFees(uint256 time, uint256 where, uint256 feeBps, uint256 tipFeeBps) external later(time) {
        address vault = _vault(where);
        VaultModel storage model = vaultModels[vault];
        (feeBps, tipFeeBps) = (_bound(feeBps, 0, 2_000), _bound(tipFeeBps, 0, 1_000));
        if (model.listed) (model.feeBps, model.tipFeeBps) = (feeBps, tipFeeBps);
        _callLedger(
            world.feeSetter,
            abi.encodeCall(IStreamGovernance.setPlatformFees, (vault, uint16(feeBps), uint16(tipFeeBps))),
            model.listed ? bytes4(0) : IStreamLedger.VaultNotListed.selector
        );
    }

    /* DONORS AND STRANGERS */

    function donateToVault(uint256 time, uint256 where, uint256 amount) external later(time) {
        address vault = _vault(where);
        amount = _bound(amount, 1, 1_000_000);
        _give(vault, vault, amount);
        vaultModels[vault].surplus += amount;
        ++done[msg.sig];
    }

    function donateToLedger(uint256 time, uint256 where, uint256 amount) external later(time) {
        address vault = _vault(where);
        amount = _bound(amount, 1, 1_000_000);
        _give(vault, address(world.ledger), amount);
        _giveShares(vault, address(world.ledger), amount);
        vaultModels[vault].sharesDonated += amount;
        ++done[msg.sig];
    }

    function skim(uint256 time, uint256 where) external later(time) {
        address vault = _vault(where);
        uint256 surplus = vaultModels[vault].surplus;
        vaultModels[vault].surplus = 0;
        accounts[vault][world.receiver].outside += surplus;
        _call(
            world.feeSetter,
            vault,
            0,
            abi.encodeCall(IStreamVault.skim, (world.receiver)),
            surplus == 0 ? IStreamVault.ZeroAmount.selector : bytes4(0)
        );
    }

    /// @dev Somebody without any right tries what only others may do.
    function meddle(uint256 time, uint256 who, uint256 where, uint256 how, uint256 amount) external later(time) {
        (address victim, address vault) = (allAccounts[who % allAccounts.length], _vault(where));
        (bytes memory data, bytes4 refusal) = _attempt(victim, vault, how, _bound(amount, 1, 300_000));
        _callLedger(STRANGER, data, refusal);
        ++done[msg.sig];
    }

    /// @dev Takes nothing with the victim's leave, which nobody needs: no more than a settlement.
    function transferNothing(uint256 time, uint256 who, uint256 where) external later(time) {
        (address victim, address vault) = (_person(who), _vault(where));
        _settle(vault, victim);
        _callLedger(STRANGER, abi.encodeCall(IERC6909.transferFrom, (victim, STRANGER, uint160(vault), 0)), 0);
    }

    function _attempt(
        address victim,
        address vault,
        uint256 how,
        uint256 amount
    ) private view returns (bytes memory data, bytes4 refusal) {
        bytes32 id = streams[how % STREAMS].id;
        how = how % 9;
        if (how == 0) {
            data = abi.encodeCall(IERC6909.transferFrom, (victim, STRANGER, uint160(vault), amount));
            refusal = IStreamLedger.ERC6909InsufficientAllowance.selector;
        } else if (how == 1) {
            data = abi.encodeCall(IStreamNodes.paySplit, (victim, STRANGER, vault, amount));
            refusal = IStreamNodes.NotTheSplits.selector;
        } else if (how == 2) {
            data = abi.encodeCall(IStreamNodes.openSplit, (bytes32(uint256(uint160(victim)))));
            refusal = IStreamNodes.NotTheSplits.selector;
        } else if (how == 3) {
            data = abi.encodeCall(IStreamTerms.setPayee, (id, STRANGER));
            refusal = IStreamTerms.NotTheRegistry.selector;
        } else if (how == 4) {
            data = abi.encodeCall(IStreamTerms.setPrice, (id, vault, amount, amount, 100));
            refusal = IStreamTerms.NotTheRegistry.selector;
        } else if (how == 5) {
            data = abi.encodeCall(IStreamMeter.payForStreamTime, (id, vault, amount, amount));
            refusal = IStreamMeter.NoSession.selector;
        } else if (how == 6) {
            data = abi.encodeCall(IStreamMeter.endStream, (vault));
            refusal = IStreamMeter.NoSession.selector;
        } else if (how == 7) {
            data = abi.encodeCall(IStreamGovernance.setPlatformReceiver, (STRANGER));
            refusal = IAccessManaged.AccessManagedUnauthorized.selector;
        } else {
            data = abi.encodeCall(IStreamLedger.withdraw, (vault, amount, STRANGER));
            refusal = IStreamLedger.ERC6909InsufficientBalance.selector;
        }
    }
}
